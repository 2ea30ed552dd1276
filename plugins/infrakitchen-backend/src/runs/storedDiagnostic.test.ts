import type { Diagnostic } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { MASK, Redactor } from './Redactor';
import { storedDiagnostic } from './storedDiagnostic';

const secret = 'correct-horse-battery';

function stored(diagnostic: Partial<Diagnostic>): Diagnostic {
  const redactor = new Redactor();
  redactor.add(secret);
  return storedDiagnostic(
    { severity: 'error', summary: 'It failed', ...diagnostic },
    redactor,
  );
}

describe('storedDiagnostic', () => {
  it.each([
    ['source/network/main.tf', { file: 'network/main.tf' }],
    ['./source/main.tf', { file: 'main.tf' }],
    ['main.tf', { file: 'main.tf', generated: true }],
    [
      '.terraform/modules/this.sub/main.tf',
      { file: '.terraform/modules/this.sub/main.tf' },
    ],
  ])('knows where %s is', (file, expected) => {
    expect(stored({ position: { file, line: 3 } }).position).toEqual({
      ...expected,
      line: 3,
    });
  });

  it('keeps the code with what is meant in it', () => {
    const snippet = {
      code: '  size = var.size',
      startLine: 12,
      context: 'module "this"',
      highlight: { start: 9, end: 17 },
      values: [{ expression: 'var.size', statement: 'is "huge"' }],
    };
    expect(stored({ snippet }).snippet).toEqual(snippet);
  });

  it('masks secrets everywhere, and then marks no part of the code', () => {
    const result = stored({
      summary: `Refused ${secret}`,
      detail: `The value ${secret} is refused`,
      address: `a.b["${secret}"]`,
      position: { file: `source/${secret}.tf`, line: 1 },
      snippet: {
        code: `password = "${secret}" # ${secret}`,
        startLine: 1,
        highlight: { start: 11, end: 34 },
        values: [{ expression: 'local.p', statement: `is "${secret}"` }],
      },
    });
    expect(JSON.stringify(result)).not.toContain(secret);
    expect(result.snippet).toEqual({
      code: `password = "${MASK}" # ${MASK}`,
      startLine: 1,
      values: [{ expression: 'local.p', statement: `is "${MASK}"` }],
    });
  });

  it('is of a bounded size, with no half of a secret at the cut', () => {
    const long = `${'x'.repeat(1_990)}${secret}${'y'.repeat(100_000)}`;
    const result = stored({
      summary: long,
      detail: long,
      snippet: {
        code: long,
        startLine: 1,
        values: Array.from({ length: 100 }, () => ({
          expression: 'var.a',
          statement: long,
        })),
      },
    });
    expect(JSON.stringify(result).length).toBeLessThan(12_000);
    expect(result.snippet!.code).toContain(`x${MASK}`);
    expect(JSON.stringify(result)).not.toContain('correct');
  });
});
