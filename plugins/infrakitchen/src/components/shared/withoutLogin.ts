/**
 * A text without the passwords and tokens that some write into addresses. Over
 * SSH the name of the user stays: it is no secret, and part of the address.
 */
export function withoutLogin(text: string): string {
  return text.replace(
    /([a-z][a-z0-9+.-]*):\/\/([^/\s]*)@/gi,
    (_, scheme: string, login: string) =>
      /ssh$/i.test(scheme)
        ? `${scheme}://${login.split(':')[0]}@`
        : `${scheme}://`,
  );
}
