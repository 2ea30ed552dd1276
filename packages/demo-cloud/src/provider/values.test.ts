import { decode, encode, ExtData } from '@msgpack/msgpack';
import { conform, fromWire, toWire, UNKNOWN } from './values';

describe('values', () => {
  it('come back from the wire as they were', () => {
    const value = {
      text: 'a',
      number: 1.5,
      nothing: null,
      list: [1, UNKNOWN],
      map: { key: UNKNOWN },
    };
    expect(fromWire(toWire(value))).toEqual(value);
    expect(fromWire(toWire(undefined))).toBeUndefined();
  });

  it('are read from JSON as well', () => {
    expect(fromWire({ json: Buffer.from('{"a":1}') })).toEqual({ a: 1 });
  });

  it('use extension 0 for what is unknown', () => {
    const { msgpack } = toWire({ a: UNKNOWN });
    expect(decode(msgpack!)).toEqual({
      a: new ExtData(0, new Uint8Array([0])),
    });
  });

  it('may be unknown with a hint', () => {
    const msgpack = encode({ a: new ExtData(12, new Uint8Array([128])) });
    expect(fromWire({ msgpack })).toEqual({ a: UNKNOWN });
  });

  it('get exactly the attributes of their type', () => {
    expect(
      conform(
        ['list', ['object', { name: 'string', size: 'number' }]],
        [{ name: 'a', colour: 'red' }],
      ),
    ).toEqual([{ name: 'a', size: null }]);
    expect(conform(['map', 'string'], undefined)).toBeNull();
  });
});
