import { generateKeyPairSync } from 'node:crypto';
import { generate } from 'selfsigned';

/**
 * A certificate for local servers, made anew for each test file.
 *
 * @param names - by which they are called besides their address.
 */
export function makeCertificate(names: string[] = []): {
  cert: string;
  key: string;
} {
  const keyPair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  // The types do not know that it takes a key, and its own way is slow.
  const options = {
    keyPair,
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          ...names.map(value => ({ type: 2, value })),
        ],
      },
    ],
  };
  const made = generate([{ name: 'commonName', value: 'stand-in' }], options);
  return { cert: made.cert, key: made.private };
}
