nginx:
  pkg.installed:
    - pkgs: [nginx, curl
    - refresh: true
