/** Entry point of `npm run start:dev`: the service with the variables of `.env`. */
import './config/files/load-env-file.js';
import './main.js';
