/** @type {import('jest').Config} */
module.exports = {
	...require('../jest.config.js'),
	rootDir: '../../..',
	// This n8n has workers and is started by the tests themselves.
	roots: ['<rootDir>/test/e2e/queue'],
	testPathIgnorePatterns: [],
	globalSetup: '<rootDir>/test/e2e/queue/install.ts',
	globalTeardown: undefined,
};
