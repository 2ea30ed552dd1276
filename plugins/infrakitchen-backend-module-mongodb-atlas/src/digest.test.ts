import { answerDigest, parseDigestChallenge } from './digest';

/** The example of RFC 7616, section 3.9.1. */
const NONCE = '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v';
const CNONCE = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';
const request = {
  method: 'GET',
  uri: '/dir/index.html',
  user: 'Mufasa',
  password: 'Circle of Life',
};

it.each([
  ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
  [
    'SHA-256',
    '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
  ],
])(
  'answers as the example of the standard does with %s',
  (algorithm, answer) => {
    const challenge = parseDigestChallenge(
      `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="${NONCE}", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`,
    );
    expect(answerDigest(challenge!, request, CNONCE)).toContain(
      `response="${answer}"`,
    );
  },
);

it.each([
  null,
  'Basic realm="x"',
  'Digest realm="x"',
  'Digest realm="x", nonce="y", qop="auth-int"',
  'Digest realm="x", nonce="y", qop="auth", algorithm=SHA-1',
])('does not know what to do with %p', header => {
  expect(parseDigestChallenge(header)).toBeUndefined();
});
