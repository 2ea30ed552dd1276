import { render, screen, within } from '@testing-library/react';
import { EnglishPortal } from '../../__testUtils__/translation';
import { PatchView } from './PatchView';

const patch = [
  'diff --git a/network/core/main.tf b/network/core/main.tf',
  'index 1111111..2222222 100644',
  '--- a/network/core/main.tf',
  '+++ b/network/core/main.tf',
  '@@ -4,3 +4,3 @@ module "core" {',
  '   name = "core"',
  '-  cidr = "10.1.0.0/16"',
  '+  cidr = "10.2.0.0/16"',
  ' }',
  'diff --git a/network/core/README.md b/network/core/README.md',
  'deleted file mode 100644',
  'index 3333333..0000000',
  '--- a/network/core/README.md',
  '+++ /dev/null',
  '@@ -1 +0,0 @@',
  '-# core',
  '\\ No newline at end of file',
  '',
].join('\n');

const rowsOf = (name: string) =>
  within(screen.getByRole('table', { name }))
    .getAllByRole('row')
    .map(row => row.textContent);

describe('PatchView', () => {
  it('shows each file with its lines, and where they are', () => {
    render(<PatchView label="Differences" patch={patch} />, {
      wrapper: EnglishPortal,
    });
    expect(rowsOf('network/core/main.tf')).toEqual([
      'Line 4',
      '   name = "core"',
      '−removed  cidr = "10.1.0.0/16"',
      '+added  cidr = "10.2.0.0/16"',
      ' }',
    ]);
    expect(rowsOf('network/core/README.md')).toEqual(['−removed# core']);
    expect(screen.getByText('removed, +0 −1')).toBeInTheDocument();
    expect(screen.queryByText(/There is more/)).not.toBeInTheDocument();
  });

  it('shows what is whole of a patch that was cut off', () => {
    render(
      <PatchView label="Differences" patch={patch.slice(0, -36)} truncated />,
      { wrapper: EnglishPortal },
    );
    expect(rowsOf('network/core/main.tf')).toHaveLength(5);
    expect(screen.getByText(/cannot be shown here/)).toBeInTheDocument();
    expect(screen.getByText(/There is more/)).toBeInTheDocument();
  });
});
