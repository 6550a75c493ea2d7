const { bundlePackages } = require('./packages.cjs');

module.exports = bundlePackages;
