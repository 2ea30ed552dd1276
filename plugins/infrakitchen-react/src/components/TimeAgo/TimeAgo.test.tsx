import { act, render, screen } from '@testing-library/react';
import { EnglishPortal } from '../../__testUtils__/translation';
import { TimeAgo } from './TimeAgo';

describe('TimeAgo', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: new Date('2026-03-01T12:00:00Z') });
  });
  afterEach(() => jest.useRealTimers());

  it('stays right while the page is open, with the exact time at hand', () => {
    render(<TimeAgo at="2026-03-01T11:59:58Z" />, { wrapper: EnglishPortal });
    const time = screen.getByText('just now');
    expect(time).toHaveAttribute('datetime', '2026-03-01T11:59:58Z');
    expect(time.title).toContain('2026');
    act(() => {
      jest.advanceTimersByTime(2 * 60_000);
    });
    expect(time).toHaveTextContent('2 minutes ago');
  });

  it('knows what never was', () => {
    render(<TimeAgo at={undefined} />, { wrapper: EnglishPortal });
    expect(screen.getByText('never')).toBeInTheDocument();
  });
});
