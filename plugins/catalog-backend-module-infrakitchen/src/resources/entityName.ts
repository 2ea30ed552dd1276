import { createHash } from 'node:crypto';
import type { CatalogName } from '@infrakitchen/backstage-plugin-infrakitchen-common';

const MAX_LENGTH = 63;
const HASH_LENGTH = 16;
/** What is left for each part beside the hash and two dots. */
const PART_LENGTH = Math.floor((MAX_LENGTH - HASH_LENGTH - 2) / 2);

const PLAIN_KEY = /^[a-z0-9][a-z0-9_]*$/;
const PLAIN_SLUG = /^[a-z0-9_]*[a-z0-9]$/;

/**
 * The name of a resource's entity: `<template key>.<slug>`. Two resources never
 * share one: neither part has a dot, and what is too long or has other
 * characters is shortened and gets a hash of both parts after a second dot.
 */
export function entityNameOf({ templateKey, slug }: CatalogName): string {
  const name = `${templateKey}.${slug}`;
  if (
    name.length <= MAX_LENGTH &&
    PLAIN_KEY.test(templateKey) &&
    PLAIN_SLUG.test(slug)
  ) {
    return name;
  }
  const hash = createHash('sha256')
    .update(JSON.stringify([templateKey, slug]))
    .digest('hex')
    .slice(0, HASH_LENGTH);
  return `${cleaned(templateKey)}.${cleaned(slug)}.${hash}`;
}

function cleaned(text: string): string {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_/, '');
  return plain.slice(0, PART_LENGTH) || 'x';
}
