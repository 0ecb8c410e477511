"""`python -m whoshares`."""

from whoshares.cli.main import main

if __name__ == "__main__":
    main()
