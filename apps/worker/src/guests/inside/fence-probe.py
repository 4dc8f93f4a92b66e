# Run as a guest: whether the fence holds. Arguments: paths that must not be there.
import os, socket, sys

seen = [path for path in sys.argv[1:] if os.path.exists(path)]
if seen:
    sys.exit("a guest can see " + seen[0])
others = [name for name in os.listdir("/proc") if name.isdigit()]
if len(others) > 3:
    sys.exit("a guest can see other processes")
ours = [os.path.join("/proc", name) for name in os.listdir("/proc") if name[0].isalpha()]
for top in [path for path in ours if not os.path.islink(path)]:
    for path in [top] + [os.path.join(folder, name) for folder, _, names in os.walk(top) for name in names]:
        if os.path.isfile(path) and os.access(path, os.W_OK):
            sys.exit("a guest can write to " + path)
try:
    socket.create_connection(("192.0.2.1", 9), 0.2)
    sys.exit("a guest can reach the network")
except socket.timeout:
    sys.exit("a guest can send to the network")
except OSError:
    pass
open("held", "w").write("yes")
