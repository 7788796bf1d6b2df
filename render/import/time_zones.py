#!/usr/bin/env python3
"""Writes render/data/time_zones.bin from the zone database of this machine.

Run from the root of the repository, where Debian's tzdata and libc-bin (for zic) are installed:

    render/import/time_zones.py > render/data/time_zones.bin

Numbers are varints: 7 bits a byte, the lowest first, the highest bit says that more follow. Signed
ones are zigzag: 2n for n >= 0, -2n-1 below. Texts have their length in front.

    version of the database (text)
    number of names, then for each, sorted: name (text), index of its zone
    number of zones, then the size of each in bytes, then the zones:
        number of local time types, then for each: offset in seconds (signed), 1 for daylight saving
            time, abbreviation (text)
        number of transitions, then for each: seconds since the one before (the first one: since 1970,
            signed), index of the local time type from then on
        rule for the time after the last transition, in POSIX form (text)
"""

import os
import struct
import subprocess
import sys
import tempfile

SOURCE = "/usr/share/zoneinfo/tzdata.zi"


def varint(n):
    out = bytearray()
    while n >= 0x80:
        out.append(n & 0x7F | 0x80)
        n >>= 7
    out.append(n)
    return bytes(out)


def signed(n):
    return varint(2 * n if n >= 0 else -2 * n - 1)


def text(s):
    return varint(len(s)) + s


def read_block(data, time_size):
    """The parts of one TZif block, and what follows it."""
    assert data[:4] == b"TZif"
    isutc, isstd, leap, times, types, chars = struct.unpack(">6l", data[20:44])
    at = 44
    when = struct.unpack(">%d%s" % (times, "q" if time_size == 8 else "l"),
                         data[at:at + times * time_size])
    at += times * time_size
    index = data[at:at + times]
    at += times
    local = [struct.unpack(">lbB", data[at + 6 * i:at + 6 * i + 6]) for i in range(types)]
    at += 6 * types
    names = data[at:at + chars]
    at += chars + leap * (time_size + 4) + isstd + isutc
    return when, index, local, names, data[at:]


def zone(data):
    rest = read_block(data, 4)[4]
    when, index, local, names, rest = read_block(rest, 8)
    rule = rest.strip(b"\n")
    out = varint(len(local))
    for offset, is_dst, name_at in local:
        out += signed(offset) + bytes([is_dst]) + text(names[name_at:names.index(b"\0", name_at)])
    out += varint(len(when))
    last = None
    for t, i in zip(when, index):
        out += (signed(t) if last is None else varint(t - last)) + varint(i)
        last = t
    return out + text(rule)


def main():
    with open(SOURCE) as file:
        version = file.readline().split()[-1]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["/usr/sbin/zic", "-b", "slim", "-d", folder, SOURCE], check=True)
        zones, names = {}, {}
        for path, _, files in os.walk(folder):
            for file in files:
                full = os.path.join(path, file)
                with open(full, "rb") as stream:
                    encoded = zone(stream.read())
                names[os.path.relpath(full, folder)] = zones.setdefault(encoded, len(zones))
    out = text(version.encode()) + varint(len(names))
    for name in sorted(names):
        out += text(name.encode()) + varint(names[name])
    out += varint(len(zones))
    for encoded in zones:
        out += varint(len(encoded))
    sys.stdout.buffer.write(out + b"".join(zones))


main()
