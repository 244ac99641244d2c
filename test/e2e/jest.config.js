/** @type {import('jest').Config} */
module.exports = {
	rootDir: '../..',
	testEnvironment: 'node',
	roots: ['<rootDir>/test/e2e'],
	testMatch: ['**/*.e2e.ts'],
	// Those have an n8n of their own: npm run test:queue, npm run test:older.
	testPathIgnorePatterns: ['/e2e/queue/', '/e2e/older/'],
	globalSetup: '<rootDir>/test/e2e/setup/start.ts',
	globalTeardown: '<rootDir>/test/e2e/setup/end.ts',
	transform: {
		'^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.dev.json', diagnostics: false }],
	},
	// All share one n8n, and what they measure is shared by two cores.
	maxWorkers: 1,
	// Longer than an execution is waited for (server/client.ts), so that what is missing gets named.
	testTimeout: 180_000,
};
