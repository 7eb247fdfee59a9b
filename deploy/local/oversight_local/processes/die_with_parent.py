"""Starts a program that ends with its parent.

Run as ``die_with_parent.py SIGNAL PARENT PROGRAM ARGUMENT...``.

Run by path and without site packages, so that it costs a few hundredths of a second. The kernel
keeps the request across exec, so nothing of this file is left in the running program. Linux only.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Ask the kernel for SIGNAL when the parent ends, then become PROGRAM."""
    signal_number, parent, *command = sys.argv[1:]
    if ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal_number)) != 0:
        sys.exit("prctl(PR_SET_PDEATHSIG) was refused")
    # The parent may have ended before the kernel was asked.
    if os.getppid() != int(parent):
        sys.exit("the parent has ended")
    os.execvp(command[0], command)


if __name__ == "__main__":
    main()
