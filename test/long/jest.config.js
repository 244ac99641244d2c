/** @type {import('jest').Config} */
module.exports = {
	...require('../../jest.config.js'),
	rootDir: '../..',
	testMatch: undefined,
	testRegex: require('./suites'),
	testPathIgnorePatterns: [],
};
