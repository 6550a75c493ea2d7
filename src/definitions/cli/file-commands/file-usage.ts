export const FILE_USAGE = `npm run definitions -- --check PATH…
    checks Data Actions in files, folders, globs, or - for the standard input: JSON exports, responses of
    GET /api/v2/integrations/actions, and Terraform files
      --format FORMAT          text (default), json, sarif or github
      --fix                    applies the safe fixes to the files
npm run definitions -- --try FILE --input JSON
    prints the request that the platform sends, and the output for a response
      --response FILE          response body: a file, or the JSON text
      --credentials JSON       credentials of the integration; --auth-response JSON: output of its customAuth action
      --input-defaults         omitted inputs get the default of their contract
npm run definitions -- --try -
    reads one JSON object a line and writes one result a line
npm run definitions -- --test DIR
    runs the samples beside the definitions: NAME.samples.json
      --propose RESPONSE       writes such a file from one response, with proposed paths, defaults and a contract
npm run definitions -- --convert PATH… --to terraform | json [--out DIR]
    converts exports to Terraform and back
npm run definitions -- --host PATH… [--out DIR] [--url https://backend.example.com]
    prepares Data Actions for hosting: writes the definition to serve (DATA_ACTIONS_DIR), its policy,
    and the definition to import, which calls the service
      --out DIR                default: $DATA_ACTIONS_DIR, else data-actions
      --credentials TYPE       credentials of the integration: oauth (default), basic or api-key
npm run definitions -- --diff OLD NEW
    compares two exports, and marks the changes that make the platform recreate the action
`;
