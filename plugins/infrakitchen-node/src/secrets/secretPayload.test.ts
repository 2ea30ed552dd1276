import { secretPayload } from './secretPayload';

it('gives the members of a JSON object', () => {
  expect(secretPayload('db', '{"a":"x","port":1}')).toEqual({
    a: 'x',
    port: 1,
  });
});

it.each(['hunter2', '["hunter2"]', '"hunter2"', 'null', '', undefined])(
  'refuses %j without quoting it',
  text => {
    let error: any;
    try {
      secretPayload('db', text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'secret_payload_invalid' });
    expect(error.message).toContain("'db'");
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain('hunter2');
  },
);
