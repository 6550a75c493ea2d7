const { bundlePackages } = require('./jest.packages.cjs');

module.exports = bundlePackages;
