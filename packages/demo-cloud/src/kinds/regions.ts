/**
 * A place where the demo cloud offers its services.
 *
 * @public
 */
export interface Region {
  name: string;
  display_name: string;
  continent: string;
}

/**
 * All regions of the demo cloud.
 *
 * @public
 */
export const REGIONS: readonly Region[] = [
  { name: 'eu-north-1', display_name: 'Stockholm', continent: 'europe' },
  { name: 'eu-west-1', display_name: 'Dublin', continent: 'europe' },
  { name: 'eu-central-1', display_name: 'Frankfurt', continent: 'europe' },
  { name: 'us-east-1', display_name: 'Virginia', continent: 'north-america' },
  { name: 'us-west-2', display_name: 'Oregon', continent: 'north-america' },
  { name: 'ap-south-1', display_name: 'Mumbai', continent: 'asia' },
];

/** The names of all regions. */
export const REGION_NAMES: readonly string[] = REGIONS.map(
  region => region.name,
);
