"""`python -m anye` is the command `anye`."""

from anye.cli import main

if __name__ == "__main__":
    main()
