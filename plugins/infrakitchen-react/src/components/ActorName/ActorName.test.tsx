import { render, screen } from '@testing-library/react';
import { EnglishPortal } from '../../__testUtils__/translation';
import { ActorName } from './ActorName';

describe('ActorName', () => {
  it.each([
    ['user:default/guest', undefined, 'guest'],
    ['group:payments/core', undefined, 'payments/core'],
    ['plugin:infrakitchen-demo', 'service', 'infrakitchen-demo (plugin)'],
    ['host-16c8e01e', 'worker', 'worker'],
  ])('calls %s of kind %s %s', (actor, kind, name) => {
    render(<ActorName actor={actor} kind={kind} />, { wrapper: EnglishPortal });
    expect(screen.getByText(name)).toHaveAttribute('title', actor);
  });

  it('leaves alone what is a name already', () => {
    render(<ActorName actor="guest" />, { wrapper: EnglishPortal });
    expect(screen.getByText('guest')).not.toHaveAttribute('title');
  });
});
