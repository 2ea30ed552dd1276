import { randomBytes } from 'node:crypto';

/** Prints the secret of the run as careless tools do. */
export const indiscreet = (...secrets: string[]) => `
if [ -n "$TF_VAR_admin_password" ]; then
  secret=$TF_VAR_admin_password
  printf 'login with %s please\\n' "$secret"
  printf '%s' "$secret" | base64 -w0; echo
  printf 'admin:%s' "$secret" | base64 -w0; echo
  printf '%s' "$secret" | od -An -v -tx1 | tr -d ' \\n'; echo
fi
${secrets
  .map(
    secret => `
if [ "$TF_VAR_admin_password" = '${secret}' ]; then
  printf '%s\\n' 'url ${encodeURIComponent(secret)}'
  printf '%s\\n' '${JSON.stringify({ secret })}'
  printf '%s' 'in two ${secret.slice(0, 20)}'
  sleep 0.4
  printf '%s\\n' '${secret.slice(20)} pieces'
fi`,
  )
  .join('')}
`;

/** A value that must not be seen. */
export interface Secret {
  value: string;
  /** What to look for. */
  words: string[];
}

/** A value that tools encode in many ways. */
export function createSecret(): Secret {
  const word = createWord();
  return { value: `"${word}\\+/=&ü%{x}\${y}`, words: [word] };
}

/** A value of several lines, of which each is one too many to be seen. */
export function createKey(): Secret {
  const words = [createWord(), createWord()];
  return {
    value: ['-----BEGIN KEY-----', ...words, '-----END KEY-----'].join('\n'),
    words,
  };
}

function createWord(): string {
  return `canary${randomBytes(15).toString('hex')}`;
}

/** A variable that is fed by an output of an ancestor. */
export function outputOf(templateId: string, output: string) {
  return { reference: { templateId, output } };
}
