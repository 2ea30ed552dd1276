import { parseResourcesAnnotation } from './parseResourcesAnnotation';

describe('parseResourcesAnnotation', () => {
  it('reads names, and tells what is none', () => {
    expect(
      parseResourcesAnnotation(
        ' network/Core Net,, database/orders-1,what is this, a/, /b, A/b,a/b/c',
      ),
    ).toEqual({
      names: [
        { templateKey: 'network', slug: 'core_net' },
        { templateKey: 'database', slug: 'orders_1' },
      ],
      broken: ['what is this', 'a/', '/b', 'A/b', 'a/b/c'],
    });
  });

  it('reads nothing of nothing', () => {
    expect(parseResourcesAnnotation(' , ')).toEqual({ names: [], broken: [] });
  });
});
