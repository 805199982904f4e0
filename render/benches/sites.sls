{#- 100 sites of 5 states each: what a role of a web server looks like, with the words that public trees use most. -#}
{%- set defaults = {'user': 'www-data', 'mode': '0644', 'root': '/srv/www', 'port': 8080} -%}
{%- set packages = ['nginx', 'openssl'] -%}
{%- do packages.append('logrotate') -%}
{%- for number in range(100) %}
{%- set site = 'site%03d.example.com'|format(number) %}
{%- set slug = site|replace('.', '_') %}
{%- set root = [defaults.root, slug]|join('/') %}
{%- set settings = {'port': defaults.port + number, 'tls': number % 2 == 0, 'tags': packages + [slug]} %}
{{ slug }}-root:
  file.directory:
    - name: {{ root }}
    - user: {{ defaults.user }}
    - group: {{ defaults['user'] }}
    - mode: {{ defaults.mode|yaml_dquote }}
    - makedirs: True

{{ slug }}-conf:
  file.managed:
    - name: /etc/nginx/sites-available/{{ site }}.conf
    - contents: |
        server {
          listen {{ settings.port }}{{ ' ssl' if settings.tls else '' }};
          server_name {{ site }};
          root {{ root }};
        }
    - context: {{ settings|json }}
    - require:
      - file: {{ slug }}-root

{{ slug }}-link:
  file.symlink:
    - name: /etc/nginx/sites-enabled/{{ site }}.conf
    - target: /etc/nginx/sites-available/{{ site }}.conf
    {%- if settings.tls %}
    - onlyif: test -e /etc/ssl/{{ slug|upper|lower }}.pem
    {%- endif %}
    - require: [{file: {{ slug }}-conf}]

{{ slug }}-check:
  cmd.run:
    - name: nginx -t && echo {{ number }} {{ packages|length }}
    - onchanges:
      - file: {{ slug }}-conf
      - file: {{ slug }}-link

{{ slug }}-service:
  service.running:
    - name: nginx
    - enable: True
    - watch:
      - file: {{ slug }}-conf
{% endfor %}
