/** Site of Datadog where none is given. */
export const DEFAULT_API_URL = 'https://api.datadoghq.com';

/** What an integration is stored with. */
export interface DatadogConfig {
  apiUrl?: string;
  apiKey: string;
  appKey: string;
  planAppKey?: string;
}
