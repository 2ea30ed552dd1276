# Runs one command at a time so that it can be ended with all its children.
# Expects lib/common.sh.

child=
# How the command is asked to end, and how long it may take.
stop_signal=TERM
patience=10

# A process group of its own, where the machine can make one: it is then ended
# by its id, whatever it has started itself.
run() {
  if has setsid; then
    setsid "$@" &
  else
    "$@" &
  fi
  child=$!
  code=0
  wait "$child" || code=$?
  child=
  return "$code"
}

end_child() {
  [ -n "$child" ] || return 0
  kill "-$stop_signal" "-$child" 2>/dev/null ||
    kill "-$stop_signal" "$child" 2>/dev/null || true
  tries=0
  while { kill -0 "-$child" 2>/dev/null || kill -0 "$child" 2>/dev/null; } && [ "$tries" -lt $((patience * 5)) ]; do
    sleep 0.2
    tries=$((tries + 1))
  done
  kill -KILL "-$child" 2>/dev/null || true
  child=
}

end_on_signal() {
  trap '' INT TERM HUP
  end_child
  exit 130
}
