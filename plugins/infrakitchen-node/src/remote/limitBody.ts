import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';

const MAX_BODY_BYTES = 10 * 1024 * 1024;
const WITHOUT_BODY = [101, 204, 205, 304];

/** Fails when more is read of an answer than any needs to have. */
export function limitBody(
  response: Response,
  limit: number = MAX_BODY_BYTES,
): Response {
  const { body, status, statusText, headers } = response;
  if (!body || WITHOUT_BODY.includes(status)) {
    return response;
  }
  let size = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      size += chunk.byteLength;
      if (size > limit) {
        throw new InfrakitchenError('ServiceUnavailableError', {
          code: 'integration_unreachable',
          message: `The answer is larger than ${limit} bytes`,
        });
      }
      controller.enqueue(chunk);
    },
  });
  return new Response(body.pipeThrough(counter), {
    status,
    statusText,
    headers,
  });
}
