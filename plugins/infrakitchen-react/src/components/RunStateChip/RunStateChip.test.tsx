import { render, screen } from '@testing-library/react';
import { EnglishPortal } from '../../__testUtils__/translation';
import { RunStateChip } from './RunStateChip';

describe('RunStateChip', () => {
  it('says in words where the run stands and that it is being cancelled', () => {
    const { rerender } = render(<RunStateChip state="needs_attention" />, {
      wrapper: EnglishPortal,
    });
    expect(screen.getByText('Needs attention')).toBeInTheDocument();

    rerender(<RunStateChip state="applying" cancelRequested />);
    expect(screen.getByText('Applying (cancelling)')).toBeInTheDocument();

    rerender(<RunStateChip state="failed" cancelRequested />);
    expect(screen.getByText('Failed')).toBeInTheDocument();
  });
});
