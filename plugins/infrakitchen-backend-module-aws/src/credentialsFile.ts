import type { AwsKeys } from './clients';

/** Name of the profile in credential files, which the engine is pointed to. */
export const PROFILE = 'infrakitchen';

/** Keys as a shared credentials file; the schema allows no line breaks in them. */
export function credentialsFile(keys: AwsKeys): string {
  const lines = [
    `[${PROFILE}]`,
    `aws_access_key_id = ${keys.accessKeyId}`,
    `aws_secret_access_key = ${keys.secretAccessKey}`,
    ...(keys.sessionToken === undefined
      ? []
      : [`aws_session_token = ${keys.sessionToken}`]),
  ];
  return `${lines.join('\n')}\n`;
}
