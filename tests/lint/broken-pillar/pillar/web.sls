port: {{ salt["pillar.get"]("port" }}
