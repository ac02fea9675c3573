import time


class Bucket:
    # region acquire
    def acquire(self):
        # region inner
        return self.take()
        # endregion

    # endregion acquire
    def take(self):
        return 1
