export {
  close,
  GitFixture,
  listen,
  serveRepositories,
  temporaryDirectory,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
