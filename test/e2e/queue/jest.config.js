/** @type {import('jest').Config} */
module.exports = {
	...require('../jest.config.js'),
	rootDir: '../../..',
	// This n8n has workers and is started by the test itself.
	roots: ['<rootDir>/test/e2e/queue'],
	testPathIgnorePatterns: [],
	globalSetup: undefined,
	globalTeardown: undefined,
};
