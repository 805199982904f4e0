web:
  pkg.installed:
    - names:
      - {{ 'nginx' if grains['os_family'] == 'Debian' else 'httpd' }}
