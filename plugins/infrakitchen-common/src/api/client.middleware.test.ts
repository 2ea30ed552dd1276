import { InfrakitchenClient } from './client';

describe('InfrakitchenClient behind fetch middlewares', () => {
  it('hands every middleware a request that it can read', async () => {
    const seen: Array<{ url: string; method: string; body: string }> = [];
    const api = new InfrakitchenClient({
      discoveryApi: {
        getBaseUrl: async id => `http://localhost:7007/api/${id}`,
      },
      fetchApi: {
        // As Backstage's middlewares do: each makes a request of its own.
        fetch: async (input, init) => {
          const first = new Request(input, init);
          const second = new Request(input, init);
          expect(await first.text()).toBe(await second.clone().text());
          seen.push({
            url: second.url,
            method: second.method,
            body: await second.text(),
          });
          return new Response(JSON.stringify({ tags: [], branches: [] }), {
            headers: { 'Content-Type': 'application/json' },
          });
        },
      },
    });
    await api.listModuleRefs('https://git.example.com/network.git');
    expect(seen).toEqual([
      {
        url: 'http://localhost:7007/api/infrakitchen/modules/refs',
        method: 'POST',
        body: '{"repositoryUrl":"https://git.example.com/network.git"}',
      },
    ]);
  });
});
