#!/usr/bin/env python3
from buurtmonitor.opdrachtregel import main

if __name__ == "__main__":
    main()
