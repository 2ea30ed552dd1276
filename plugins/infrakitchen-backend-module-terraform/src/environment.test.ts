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
});
