/** @type {import('jest').Config} */
module.exports = {
	...require('../../jest.config.js'),
	rootDir: '../..',
	roots: ['<rootDir>/test/soak'],
	testPathIgnorePatterns: [],
	testTimeout: 600_000,
};
