import { engineEnvironment } from './environment';

describe('engineEnvironment', () => {
  const original = { ...process.env };
  afterEach(() => {
    process.env = { ...original };
  });

  it('passes on what is allowed and nothing else', () => {
    process.env = {
      PATH: '/bin',
      HTTPS_PROXY: 'http://proxy',
      SSL_CERT_FILE: '/certs',
      HOME: '/home/backend',
      AWS_SECRET_ACCESS_KEY: 'no',
      POSTGRES_PASSWORD: 'no',
      TF_LOG: 'trace',
      TF_VAR_x: 'no',
      TF_CLI_CONFIG_FILE: '/missing',
      NODE_OPTIONS: '--inspect',
    };
    expect(engineEnvironment({ home: '/run', operator: {}, run: {} })).toEqual({
      HOME: '/run',
      PATH: '/bin',
      HTTPS_PROXY: 'http://proxy',
      SSL_CERT_FILE: '/certs',
      CHECKPOINT_DISABLE: '1',
      TF_IN_AUTOMATION: '1',
      TF_CLI_CONFIG_FILE: '/dev/null',
    });
  });

  it('lets the run win, but not over how the engine works', () => {
    const env = engineEnvironment({
      home: '/home',
      cliConfigFile: '/etc/engine.tfrc',
      operator: {
        AWS_REGION: 'a',
        TF_CLI_ARGS_plan: '-parallelism=5',
        TF_DATA_DIR: '/data',
      },
      run: {
        HOME: '/run/home',
        AWS_REGION: 'b',
        TF_VAR_password: 'secret',
        TF_CLI_ARGS: '-destroy',
        TF_CLI_ARGS_plan: '-destroy',
        TF_WORKSPACE: 'other',
        TF_DATA_DIR: '/elsewhere',
        TF_CLI_CONFIG_FILE: '/run/evil.tfrc',
      },
    });
    expect(env).toMatchObject({
      HOME: '/run/home',
      AWS_REGION: 'b',
      TF_VAR_password: 'secret',
      TF_CLI_ARGS_plan: '-parallelism=5',
      TF_CLI_CONFIG_FILE: '/etc/engine.tfrc',
    });
    expect(Object.keys(env)).not.toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^(TF_CLI_ARGS|TF_WORKSPACE|TF_DATA_DIR)$/),
      ]),
    );
  });

  const withVariable = (name: string, value: string) =>
    engineEnvironment({
      home: '/home',
      operator: {},
      run: { [`TF_VAR_${name}`]: value },
    });

  it('renames variables that a shell would drop, without mixing them up', () => {
    const names = ['db-password', 'db_password', 'db.password', 'größe'];
    const keys = names.flatMap(name =>
      Object.entries(withVariable(name, 'x'))
        .filter(([, value]) => value === 'x')
        .map(([key]) => key),
    );
    expect(new Set(keys).size).toBe(names.length);
    expect(keys[1]).toBe('TF_VAR_db_password');
    keys.forEach(key => expect(key).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/));
  });

  it.each([
    ['x'.repeat(128 * 1024), 'is too long'],
    ['a\0b', 'has a null character'],
  ])('refuses a value that cannot travel', (value, complaint) => {
    expect(() => withVariable('secret', value)).toThrow(
      expect.objectContaining({
        code: 'sensitive_value_unsupported',
        message: expect.stringContaining(
          `The value of the sensitive variable "secret" ${complaint}`,
        ),
      }),
    );
  });

  it('takes the longest value that can travel', () => {
    const value = 'x'.repeat(128 * 1024 - 'TF_VAR_secret='.length - 1);
    expect(withVariable('secret', value).TF_VAR_secret).toBe(value);
  });
});
