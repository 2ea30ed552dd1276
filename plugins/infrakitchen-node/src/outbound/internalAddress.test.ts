import { isInternalAddress } from './internalAddress';

describe('isInternalAddress', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.20.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    'fd00:ec2::254',
    'fe80::1',
    '64:ff9b::7f00:1',
    'no address',
  ])('knows %s as internal', address => {
    expect(isInternalAddress(address)).toBe(true);
  });

  it.each(['140.82.121.4', '8.8.8.8', '2606:50c0:8000::153', '::ffff:8.8.8.8'])(
    'knows %s as public',
    address => {
      expect(isInternalAddress(address)).toBe(false);
    },
  );
});
