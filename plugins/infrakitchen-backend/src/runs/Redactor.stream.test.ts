import { createRandom, type Random } from '../__testUtils__/random';
import { MASK, Redactor } from './Redactor';

/** Few characters, so that secrets overlap and lie in each other. */
const ALPHABET = 'ab*';

function randomSecrets(random: Random): string[] {
  const secrets = Array.from({ length: random.int(1, 4) }, () =>
    random.text(ALPHABET, 4, 9),
  );
  const [first] = secrets;
  return [...secrets, first.slice(0, 4), first + random.text(ALPHABET, 1, 4)];
}

function randomText(random: Random, secrets: string[]): string {
  return Array.from({ length: random.int(0, 12) }, () =>
    random.next() < 0.4
      ? random.pick(secrets).slice(0, random.int(1, 12))
      : random.text(`${ALPHABET}-`, 1, 6),
  ).join('');
}

function pieces(random: Random, text: string): string[] {
  const result: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = at + random.int(0, 5);
    result.push(text.slice(at, end));
    at = end;
  }
  return result;
}

/** The slow and obvious way. */
function expected(text: string, secrets: string[]): string {
  const covered = new Array(text.length).fill(false);
  const begins = new Array(text.length).fill(false);
  for (let at = 0; at < text.length; at++) {
    for (const secret of secrets.filter(s => text.startsWith(s, at))) {
      begins[at] ||= !covered[at];
      covered.fill(true, at, at + secret.length);
    }
  }
  return [...text]
    .map((character, at) => {
      const visible = covered[at] ? '' : character;
      return begins[at] ? MASK : visible;
    })
    .join('');
}

it('redacts a stream as it redacts the whole, wherever it is cut', () => {
  for (let seed = 1; seed <= 2_000; seed++) {
    const random = createRandom(seed);
    const secrets = randomSecrets(random);
    const text = randomText(random, secrets);
    const redactor = new Redactor();
    redactor.add(...secrets);
    const whole = redactor.redact(text);
    expect(whole).toBe(expected(text, secrets));

    const stream = redactor.stream();
    const streamed =
      pieces(random, text)
        .map(piece => stream.push(piece))
        .join('') + stream.end();
    expect({ seed, streamed }).toEqual({ seed, streamed: whole });
  }
});

it('shows nothing of a secret but what is too short to tell', () => {
  for (let seed = 1; seed <= 500; seed++) {
    const random = createRandom(seed);
    const secret = random.text('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', 12, 40);
    const redactor = new Redactor();
    redactor.add(secret);
    const text = `pre ${secret} mid ${Buffer.from(`u:${secret}`).toString(
      'base64',
    )} end`;
    const cut = random.int(0, text.length);
    const shown = redactor.redactCut(text.slice(0, cut));
    for (let at = 0; at + 4 <= secret.length; at++) {
      expect(shown).not.toContain(secret.slice(at, at + 4));
    }
  }
});

it('holds back no more than the longest form of a secret', () => {
  const redactor = new Redactor();
  redactor.add('s3cret-value');
  const stream = redactor.stream();
  const text = 'x'.repeat(1_000);
  expect(stream.push(text).length).toBe(1_000 - redactor.window + 1);
  expect(stream.push('').length).toBe(0);
  expect(stream.end().length).toBe(redactor.window - 1);
  expect(stream.end()).toBe('');
});

it('passes everything on at once where there is no secret', () => {
  const stream = new Redactor().stream();
  expect(stream.push('all of it')).toBe('all of it');
  expect(stream.end()).toBe('');
});

it('masks one secret that goes on for ever once', () => {
  const redactor = new Redactor();
  redactor.add('aaaa');
  const stream = redactor.stream();
  const out = Array.from({ length: 50 }, () => stream.push('aaaaaaaaaaa'));
  expect(out.join('') + stream.push('b') + stream.end()).toBe(`${MASK}b`);
});

it('does not go through a text once per secret', () => {
  const random = createRandom(7);
  const redactor = new Redactor();
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz/+';
  const secrets = Array.from({ length: 50 }, () =>
    random.text(alphabet, 24, 60),
  );
  // A certificate chain: some thousand forms.
  redactor.add(
    ...secrets,
    Array.from({ length: 200 }, () => random.text(alphabet, 64, 64)).join('\n'),
  );
  const line = `${random.text(alphabet, 90, 90)} ${secrets[20]} done`;
  const lines = Array.from({ length: 8_000 }, (_, i) => `${i} ${line}`);
  const text = lines.join('\n');
  expect(text.length).toBeGreaterThan(1_000_000);

  // Without an index this takes minutes, and the test its time limit.
  expect(redactor.redact(text).split(MASK)).toHaveLength(8_001);
  for (const one of lines) {
    expect(redactor.redactCut(one).endsWith(`${MASK} done`)).toBe(true);
  }
});
