"""A greeting, to be shown in a chapter."""


# region greet
def greet(name: str = "reader") -> str:
    return f"Hello, {name}."
# endregion


if __name__ == "__main__":
    print(greet())
