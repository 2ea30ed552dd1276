# The configuration of a demo portal. Expects lib/common.sh.

# Makes the key that encrypts what is stored, once: without it, what was
# stored before cannot be read any more.
make_keys() {
  keys=$demo/keys.yaml
  if [ -s "$keys" ]; then
    made_keys=no
    return
  fi
  made_keys=yes
  secret=$(node -p 'require("node:crypto").randomBytes(32).toString("base64")')
  (
    umask 077
    cat >"$keys.new" <<YAML
# Encrypts state, plans and secrets of the demo portal. Keep it to yourself.
infrakitchen:
  encryption:
    keys:
      - id: demo
        secret: $secret
YAML
    mv "$keys.new" "$keys"
  )
}

# Expects $port and $cloud_port.
write_demo_config() {
  cat >"$demo/app-config.yaml" <<YAML
# Written by scripts/demo at each start.
app:
  baseUrl: http://localhost:$port
  # Nobody has pages of an older build open.
  disableStaticFallbackCache: true

backend:
  baseUrl: http://localhost:$port
  listen:
    port: $port
  cors:
    origin: http://localhost:$port
  database:
    client: better-sqlite3
    connection:
      directory: $(quoted "$demo/database")

infrakitchen:
  workingDirectory: $(quoted "$demo/work")
  workspaces:
    # Nobody waits long for what was merged in git: a folder sends no webhook.
    pollInterval: 5s
  git:
    localRoots: [$(quoted "$demo/modules"), $(quoted "$demo/workspaces")]
  engine:
    cliConfigFile: $(quoted "$demo/provider/terraform.rc")
    env:
      DEMO_CLOUD_ENDPOINT: http://127.0.0.1:$cloud_port
      # The demo cloud's provider has no certificate.
      TF_DISABLE_PLUGIN_TLS: '1'

search:
  collators:
    infrakitchen:
      schedule:
        # Nobody waits long for what was just made.
        frequency: { seconds: 30 }
        timeout: { minutes: 1 }
        initialDelay: { seconds: 10 }

auth:
  providers:
    demo-developer: {}
    demo-approver: {}
    demo-auditor: {}

demo:
  enabled: true
  directory: $(quoted "$demo")
  cloud:
    port: $cloud_port
YAML
}

# A text as YAML, also where it has quotes in it.
quoted() {
  printf "'%s'" "$(printf '%s' "$1" | sed "s/'/''/g")"
}
