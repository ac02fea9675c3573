# region first
x = 1
# region of its own
y = 2
# endregion

# region last
z = 3
