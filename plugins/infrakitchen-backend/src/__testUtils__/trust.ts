import tls from 'node:tls';

/**
 * Lets this process trust more certificates, as `NODE_EXTRA_CA_CERTS` does for
 * a whole backend. It takes Node.js 22.19.
 *
 * @returns what ends it.
 */
export function trust(...certificates: string[]): () => void {
  const before = tls.getCACertificates('default');
  tls.setDefaultCACertificates([...before, ...certificates]);
  return () => tls.setDefaultCACertificates(before);
}
