# Run by sh as root of fresh namespaces (user, mounts, network, processes): builds a file tree of what a guest may see,
# makes it the only one there is, and starts the guest in it as somebody without rights. Arguments: the empty folder that
# becomes the root, the guest's folder (the only one it can write to), megabytes of shared memory, how many processes and
# threads it may have, how many paths follow, those paths (read-only), and the command. Exits with 97 when the fence does
# not hold: then no guest was started.
set -e
trap 'code=$?; [ "$code" = 0 ] || exit 97' EXIT
root=$1; work=$2; shared=$3; tasks=$4; count=$5; shift 5
mount -t tmpfs -o mode=755,size=8m,nosuid,nodev tmpfs "$root"
show() {
  [ -e "$1" ] || return 0
  if [ -e "$root$1" ]; then return 0; fi
  mkdir -p "$root$(dirname "$1")"
  if [ -L "$1" ] && [ "$2" = link ]; then cp -P "$1" "$root$1"; return; fi
  if [ -d "$1" ]; then mkdir -p "$root$1"; else : > "$root$1"; fi
  mount --bind "$1" "$root$1"
  mount -o remount,bind,ro,nosuid,nodev "$root$1"
}
mkdir -p "$root/guest" "$root/tmp"
mount --bind "$work" "$root/guest"
mount -o remount,bind,nosuid,nodev "$root/guest"
# Before the environment, which may lie below /tmp.
mount --bind "$root/guest/tmp" "$root/tmp"
for path in /usr /bin /sbin /lib /lib32 /lib64 /nix/store; do show "$path" link; done
for path in /etc/ld.so.cache /etc/localtime /etc/alternatives /etc/fonts; do show "$path" link; done
while [ "$count" -gt 0 ]; do
  # An interpreter that is a link stays one: it finds its library by where that leads.
  if [ -d "$1" ]; then show "$1" follow; else show "$1" link; fi
  shift; count=$((count - 1))
done
printf 'guest:x:1000:1000::/guest:/bin/sh\n' > "$root/etc/passwd"
printf 'guest:x:1000:\n' > "$root/etc/group"
printf '127.0.0.1 localhost\n' > "$root/etc/hosts"
mkdir -p "$root/dev" "$root/proc" "$root/.old"
for name in null zero full random urandom; do
  : > "$root/dev/$name"
  mount --bind "/dev/$name" "$root/dev/$name"
done
mkdir "$root/dev/shm"
mount -t tmpfs -o "mode=1777,size=$shared"m,nosuid,nodev tmpfs "$root/dev/shm"
ln -s /proc/self/fd "$root/dev/fd"
# Without it nothing below could be said of namespaces and numbers of processes, so there is no fence without it.
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
if command -v ip >/dev/null 2>&1; then ip link set lo up 2>/dev/null || true; fi
cd "$root"
pivot_root . .old
cd /
umount -l /.old
rmdir /.old
mount -o remount,bind,ro,nosuid,nodev /
{ echo 1 > /proc/sys/user/max_user_namespaces; } 2>/dev/null || true
# From Linux 6.14 on a namespace has a highest process id of its own, which is how many there can be, whoever the guest is
# to the kernel; the first 300 are not given out twice. Before, this file is that of the whole machine and is left alone.
version=$(uname -r); major=${version%%.*}; rest=${version#*.}; minor=${rest%%[!0-9]*}
if [ "$major" -gt 6 ] || { [ "$major" -eq 6 ] && [ "$minor" -ge 14 ]; }; then
  { echo $((tasks + 300)) > /proc/sys/kernel/pid_max; } 2>/dev/null || true
fi
# A worker that runs as root is root to the files of /proc, whatever a guest is called here: none of them can be written to
# but those of its own processes, which the second namespace of users needs.
for path in /proc/[a-z]*; do
  if [ -L "$path" ]; then continue; fi
  if [ -d "$path" ] || [ -w "$path" ]; then
    mount --bind "$path" "$path"
    mount -o remount,bind,ro,nosuid,nodev,noexec "$path"
  fi
done
cd /guest
trap - EXIT
set +e
# Counted in the innermost namespace, so it is set there; the kernel does not hold it against a guest of a root worker.
setpriv --no-new-privs unshare --user --map-user=1000 --map-group=1000 prlimit "--nproc=$tasks:$tasks" "$@"
exit $?
