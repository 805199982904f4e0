{% set users = ["amy", "bob: x"] %}
{% for user in users %}
{{ user }}-home:
  file.directory:
    - name: /home/{{ user }}
{% endfor %}
