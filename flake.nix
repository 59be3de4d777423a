{
  description = "A Git pre-commit hook that stops API keys from being committed";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixpkgs-unstable";

  outputs = { self, nixpkgs }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = f: nixpkgs.lib.genAttrs systems (system: f nixpkgs.legacyPackages.${system});
    in {
      packages = each (pkgs: rec {
        default = keystop;
        keystop = pkgs.rustPlatform.buildRustPackage {
          pname = "keystop";
          version = (nixpkgs.lib.importTOML ./Cargo.toml).package.version;
          src = self;
          cargoLock.lockFile = ./Cargo.lock;
          nativeBuildInputs = [ pkgs.pkg-config ];
          # The tests drive real repositories in temporary homes, which the build sandbox lacks.
          doCheck = false;
          meta = {
            description = "A Git pre-commit hook that stops API keys from being committed";
            license = with pkgs.lib.licenses; [ mit asl20 ];
            mainProgram = "keystop";
          };
        };
      });
    };
}
