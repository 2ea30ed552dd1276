import { ResponseError } from '@backstage/errors';
import type { DiscoveryService } from '@backstage/backend-plugin-api';

/**
 * A token of the guest, who is the demo's platform engineer: services may do
 * nothing in InfraKitchen by themselves.
 */
export async function signInAsGuest(
  discovery: DiscoveryService,
): Promise<string> {
  const baseUrl = await discovery.getBaseUrl('auth');
  const response = await fetch(`${baseUrl}/guest/refresh`, {
    headers: { 'X-Requested-With': 'XMLHttpRequest' },
  });
  if (!response.ok) {
    throw await ResponseError.fromResponse(response);
  }
  const { backstageIdentity } = await response.json();
  return backstageIdentity.token;
}
