module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  overrides: [
    {
      // A suite that test files of modules call: tests, yet exported.
      files: ['src/testUtils/repositoryHost/*.ts'],
      rules: {
        'jest/expect-expect': 'off',
        'jest/no-export': 'off',
        'jest/no-standalone-expect': 'off',
        'jest/valid-title': 'off',
      },
    },
  ],
});
