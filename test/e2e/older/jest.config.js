// The newest n8n of the first major version.
process.env.N8N_E2E_VERSION = '1.123.81';

const base = require('../jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
	...base,
	rootDir: '../../..',
	// That n8n has no SDK for AI nodes, which the chat model and connected tools need.
	testPathIgnorePatterns: ['/e2e/queue/', '/e2e/newer/'],
};
