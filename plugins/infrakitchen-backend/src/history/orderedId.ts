import { randomBytes } from 'node:crypto';

const COUNTS = 0x1000;

let lastTime = 0;
let count = 0;

/**
 * A UUID (version 7) that sorts after the ones this process made before, also
 * within a millisecond: a trail is read in the order in which it was written.
 */
export function orderedId(now: number): string {
  if (now > lastTime) {
    lastTime = now;
    count = 0;
  } else {
    // Also where the clock was set back.
    count += 1;
    lastTime += Math.floor(count / COUNTS);
    count %= COUNTS;
  }
  const time = lastTime.toString(16).padStart(12, '0');
  const order = count.toString(16).padStart(3, '0');
  const random = randomBytes(8);
  random[0] = (random[0] & 0x3f) | 0x80;
  const rest = random.toString('hex');
  return [
    time.slice(0, 8),
    time.slice(8),
    `7${order}`,
    rest.slice(0, 4),
    rest.slice(4),
  ].join('-');
}
