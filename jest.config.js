/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	// The sources too, so that the watch mode sees a change of them.
	roots: ['credentials', 'nodes', 'sandbox', 'test'].map((folder) => `<rootDir>/${folder}`),
	testMatch: ['**/*.test.ts'],
	// Minutes of work: npm run test:soak, npm run test:long.
	testPathIgnorePatterns: ['/test/soak/', ...require('./test/long/suites')],
	// The build before the tests checks the types.
	transform: {
		'^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.dev.json', diagnostics: false }],
	},
	// n8n-core reads and writes global state while it starts.
	maxWorkers: 2,
	// Tests that run side by side in one file wait for most of their time: for retries, for silence.
	maxConcurrency: 20,
	// No test asserts how long it takes: this ends those that wait for what never comes.
	testTimeout: 60_000,
};
