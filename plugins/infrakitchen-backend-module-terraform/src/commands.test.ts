import { commandArguments, engineOutcome } from './commands';

const info = {
  kind: 'terraform' as const,
  version: '1.11.4',
  binary: '/bin/terraform',
};

describe('commandArguments', () => {
  it.each([
    [{ type: 'init' as const }, 'init -input=false -no-color -json'],
    [
      { type: 'plan' as const, planFile: 'plan.bin' },
      'plan -input=false -json -detailed-exitcode -out=plan.bin',
    ],
    [
      {
        type: 'plan' as const,
        planFile: 'p',
        destroy: true,
        lock: false,
        lockTimeoutSeconds: 5,
      },
      'plan -input=false -json -detailed-exitcode -out=p -destroy -lock=false',
    ],
    [
      {
        type: 'plan' as const,
        planFile: 'p',
        refreshOnly: true,
        lockTimeoutSeconds: 5,
      },
      'plan -input=false -json -detailed-exitcode -out=p -refresh-only -lock-timeout=5s',
    ],
    [
      { type: 'apply' as const, planFile: '-plan' },
      'apply -input=false -json ./-plan',
    ],
  ])('%j', (command, expected) => {
    expect(commandArguments(command, info).join(' ')).toBe(expected);
  });

  it('asks for JSON from init only where it is known', () => {
    const init = (version: string) =>
      commandArguments({ type: 'init' }, { ...info, version }).includes(
        '-json',
      );
    expect(['1.8.5', '1.9.0', '1.10.0-beta1', '2.0.0'].map(init)).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });
});

describe('engineOutcome', () => {
  it('reads exit codes', () => {
    const outcome = (command: 'init' | 'plan' | 'apply', code: number) =>
      engineOutcome(command, { outcome: 'exited', code });
    expect([0, 1, 2, 137].map(code => outcome('plan', code))).toEqual([
      'no-changes',
      'failed',
      'changes',
      'killed',
    ]);
    expect([0, 1, 2, 130].map(code => outcome('apply', code))).toEqual([
      'done',
      'failed',
      'failed',
      'killed',
    ]);
    expect(engineOutcome('apply', { outcome: 'lost' })).toBe('lost');
  });
});
