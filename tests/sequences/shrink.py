"""The shortest sequence that still fails, by leaving out steps."""

import time


def shorter(sequence, fails, seconds):
    """Leaves out ever smaller pieces while `fails(sequence)` is true, for so many seconds."""
    until = time.monotonic() + seconds
    size = max(1, len(sequence) // 2)
    while True:
        at, left_out = 0, False
        while at < len(sequence):
            if time.monotonic() > until:
                return sequence
            tried = sequence[:at] + sequence[at + size:]
            if fails(tried):
                sequence, left_out = tried, True
            else:
                at += size
        if size == 1 and not left_out:
            return sequence
        size = size if left_out and size == 1 else max(1, size // 2)
